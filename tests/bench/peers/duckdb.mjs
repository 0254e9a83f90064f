// Runs one SQL statement on DuckDB: duckdb.mjs THREADS 'SQL'.
import { DuckDBInstance } from '@duckdb/node-api';
const [threads, sql] = process.argv.slice(2);
const db = await DuckDBInstance.create(':memory:', { threads });
const connection = await db.connect();
const reader = await connection.runAndReadAll(sql);
for (const row of reader.getRowsJson()) console.log(row.join('\t'));
