// DuckDB over NDJSON, for the tests beside it.
//
//   node duckdb.mjs ids FILE               the ids, by read_ndjson as it is
//   node duckdb.mjs columns                where posts() and post-1.json differ
//   node duckdb.mjs where CONDITIONS FILE  "N<tab>id" for each line N (from 0) of
//       CONDITIONS and each post that it selects, by macros.sql and docs/duckdb.md
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const build = process.env.BUILD || path.join(top, 'build');
const { DuckDBInstance } = createRequire(path.join(path.resolve(build), 'node/'))('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
const quote = (text) => `'${text.replaceAll("'", "''")}'`;

// What docs/duckdb.md says has to be written otherwise.
const translate = (condition) =>
    condition
        .replace(/\b(age|hour|weekday)\(\)/g, '$1(created_at)')
        .replace(/\bis_reply\(\)/g, 'is_reply(type, in_reply_to)');

async function macros() {
    await connection.run(readFileSync(path.join(top, 'share/scrm/duckdb/macros.sql'), 'utf8'));
    await connection.run("SET VARIABLE scrm_now = TIMESTAMP '2026-01-05T12:00:00Z'");
}

async function where(file, posts) {
    const conditions = readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
    await macros();
    await connection.run(`CREATE TABLE posts AS SELECT * FROM posts(${quote(path.resolve(posts))})`);
    process.chdir(path.dirname(file)); // terms() are found from here
    for (const [index, condition] of conditions.entries())
        try {
            for (const [id] of await rows(`SELECT id FROM posts WHERE ${translate(condition)} ORDER BY rowid`))
                console.log(`${index}\t${id}`);
        } catch (error) {
            console.log(`${index}\t${condition}: ${error.message}`);
        }
}

// The type of a column for what a schema describes.
function typeOf(schema, root) {
    if (schema.$ref)
        return typeOf(root.$defs[schema.$ref.split('/').pop()], root);
    if (schema.enum || schema.const)
        return 'VARCHAR';
    if (schema.type === 'array')
        return `${typeOf(schema.items, root)}[]`.replace(/^STRUCT.*/, 'JSON[]');
    if (schema.type === 'object' && schema.properties)
        return `STRUCT(${Object.entries(schema.properties).map(([name, of]) => `${name} ${typeOf(of, root)}`).join(', ')})`;
    if (schema.type === 'string')
        return schema.format === 'date-time' ? 'TIMESTAMP' : 'VARCHAR';
    return { object: 'JSON', integer: 'BIGINT', number: 'DOUBLE', boolean: 'BOOLEAN' }[schema.type];
}

async function columns() {
    const schema = JSON.parse(readFileSync(path.join(top, 'share/scrm/schema/post-1.json')));
    const want = Object.entries(schema.properties).map(([name, of]) => `${name} ${typeOf(of, schema)}`);
    await macros();
    const described = await rows(`DESCRIBE FROM posts(${quote(path.join(top, 'LICENSE'))})`);
    const got = described.map(([name, type]) => `${name} ${type.replaceAll('"', '')}`);
    for (let i = 0; i < Math.max(want.length, got.length); i++)
        if (want[i] !== got[i])
            console.log(`post-1.json: ${want[i]}\nposts():     ${got[i]}`);
    console.log(`${got.length} columns`);
}

const [verb, ...args] = process.argv.slice(2);
if (verb === 'ids')
    for (const [id] of await rows(`SELECT id FROM read_ndjson(${quote(args[0])})`))
        console.log(id);
else if (verb === 'where')
    await where(...args);
else if (verb === 'columns')
    await columns();
