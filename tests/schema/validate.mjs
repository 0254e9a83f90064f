// Validates NDJSON against the schemas in share/scrm/schema with ajv.
//
//   node validate.mjs [--closed] [SCHEMA] [FILE ...]
//
// SCHEMA is "post-1" and the like; "auto" (the default) asks each line's own
// "schema" member. --closed refuses members that the schema does not describe,
// which is how a misspelt one is found. "-" or no file is standard input. A
// name that ends in .json is one document. Exits 1 with a line for each fault,
// and where there was nothing to validate. Packages: tests/package.json.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const build = process.env.BUILD || path.join(top, 'build');
const require = createRequire(path.join(path.resolve(build), 'node/'));
const Ajv = require('ajv/dist/2020').default;
const formats = require('ajv-formats').default;

const folder = path.join(top, 'share/scrm/schema');

// All schemas, by name; closed where asked for.
export function compile(closed = false) {
    const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
    formats(ajv);
    const names = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
    for (const name of names) {
        const schema = JSON.parse(readFileSync(path.join(folder, `${name}.json`)));
        if (schema.$id !== `urn:scrm:schema:${name}`)
            throw new Error(`${name}.json calls itself ${schema.$id}`);
        ajv.addSchema(schema);
    }
    const validators = new Map();
    for (const name of names) {
        const $ref = `urn:scrm:schema:${name}`;
        validators.set(name, ajv.compile(closed ? { $ref, unevaluatedProperties: false } : { $ref }));
    }
    return validators;
}

// "scrm.post/1" is post-1; a line without a schema member is none of ours.
export function schemaOf(value) {
    const named = /^scrm\.([a-z]+)\/([0-9]+)$/.exec(value?.schema ?? '');
    return named ? `${named[1]}-${named[2]}` : undefined;
}

function* records(file) {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8');
    if (file.endsWith('.json')) {
        yield [1, text];
        return;
    }
    for (const [index, line] of text.split('\n').entries())
        if (line.trim() !== '')
            yield [index + 1, line];
}

function main(args) {
    const closed = args[0] === '--closed';
    if (closed)
        args.shift();
    const validators = compile(closed);
    const wanted = args.shift() ?? 'auto';
    const counts = new Map();
    let faults = 0;

    if (wanted !== 'auto' && !validators.has(wanted)) {
        console.error(`no schema ${wanted}: ${[...validators.keys()].join(', ')}`);
        return 64;
    }
    for (const file of args.length ? args : ['-'])
        for (const [number, text] of records(file)) {
            const value = JSON.parse(text);
            const name = wanted === 'auto' ? schemaOf(value) : wanted;
            const validate = validators.get(name);
            counts.set(name, (counts.get(name) ?? 0) + 1);
            if (validate?.(value))
                continue;
            faults++;
            const errors = validate ? validate.errors : [{ instancePath: '', message: `no schema for ${name}` }];
            for (const { instancePath, message, params } of errors)
                console.log(`${file}:${number}: ${instancePath || '/'} ${message} ${JSON.stringify(params ?? {})}`);
        }
    if (counts.size === 0) {
        console.log('nothing to validate');
        return 1;
    }
    console.log([...counts].map(([name, n]) => `${name}: ${n}`).join(', ') + `; ${faults} faults`);
    return faults ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
    process.exitCode = main(process.argv.slice(2));
