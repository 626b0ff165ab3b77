// Writes the JSON schema of project files, from the schema that the engine checks them with, to dist/.
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod/mini';
import { projectSchema } from '../src/domain/projectFile.ts';

const target = path.join(import.meta.dirname, '..', 'dist', 'project.schema.json');
mkdirSync(path.dirname(target), { recursive: true });
const schema = z.toJSONSchema(projectSchema, { target: 'draft-7', io: 'input' });
writeFileSync(target, `${JSON.stringify({ title: 'kShot project', ...schema }, null, 2)}\n`);
console.log(`${path.relative(process.cwd(), target)} written`);
