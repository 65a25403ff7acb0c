// Someone else's validator reads the description of the API, and real answers are held against the
// schemas that it gives them: `node openapi.mjs DESCRIPTION ANSWERS`. ANSWERS has a line of JSON
// for each: `method`, `path` (as described), `status`, `type` and `body`. Exit status 0 means that
// every line says `ok`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [descriptionFile, answersFile] = process.argv.slice(2);
const validator = new Validator();
const found = await validator.validate(descriptionFile);
assert.ok(found.valid, JSON.stringify(found.errors, null, 2));
assert.equal(validator.version, '3.1');
console.log('ok it is OpenAPI 3.1');

const description = validator.resolveRefs();
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const answers = await readFile(answersFile, 'utf8');
for (const line of answers.split('\n').filter(Boolean)) {
  const { method, path, status, type, body } = JSON.parse(line);
  const name = `${method} ${path} ${status}`;
  const described = description.paths[path]?.[method.toLowerCase()]?.responses?.[status];
  assert.ok(described, `${name} is not described`);
  const schema = described.content?.[type]?.schema;
  assert.ok(schema, `${name} has no ${type}`);
  const fits = ajv.compile(schema);
  assert.ok(fits(body), `${name}: ${ajv.errorsText(fits.errors)}\n${line}`);
  console.log(`ok ${name}`);
}
