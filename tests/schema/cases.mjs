// The schemas against cases.ndjson: what must be accepted, and what must not.
// Prints a line for each case that goes the other way; exits 1 if there is one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './validate.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const validators = compile();
const closed = compile(true);
const tried = new Map([...validators.keys()].map((name) => [name, [0, 0]]));
let wrong = 0;

for (const line of readFileSync(path.join(here, 'cases.ndjson'), 'utf8').trim().split('\n')) {
    const { schema, ok, what, value, ...rest } = JSON.parse(line);
    const validate = (rest.closed ? closed : validators).get(schema);
    tried.get(schema)[ok ? 0 : 1]++;
    if (validate(value) !== ok) {
        wrong++;
        console.log(`${schema}: ${what}: ${ok ? JSON.stringify(validate.errors) : 'accepted'}`);
    }
}
// No schema without a case for and a case against it.
for (const [name, [accepted, refused]] of tried)
    if (!accepted || !refused) {
        wrong++;
        console.log(`${name}: ${accepted} cases to accept, ${refused} to refuse`);
    }
console.log(`${wrong} wrong`);
process.exitCode = wrong ? 1 : 0;
