import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { engineProcesses } from '../../e2e/processes.ts';
import { EXTENSION } from './support.ts';

interface Manifest {
  contributes: { commands: { command: string }[]; configuration: { properties: Record<string, unknown> } };
}

describe('activation', () => {
  const extension = () => {
    const found = vscode.extensions.getExtension(EXTENSION);
    assert.ok(found, 'the extension is there');
    return found;
  };

  it('starts no engine and registers every contributed command', async () => {
    await extension().activate();
    assert.deepEqual(engineProcesses(process.pid), [], 'no project is in the workspace: nothing heavy is needed');
    const registered = await vscode.commands.getCommands(true);
    const { commands } = (extension().packageJSON as Manifest).contributes;
    assert.deepEqual(
      commands.map(({ command }) => command).filter((command) => !registered.includes(command)),
      [],
    );
  });

  it('runs from where it should', () => {
    const folder = extension().extensionPath;
    if (process.env['KSHOT_TEST_INSTALLED']) assert.match(folder, /extensions\/kshot\.kshot-/);
    else assert.ok(path.basename(folder) !== 'extensions');
    console.log(`    VS Code ${vscode.version}, Node ${process.version}, extension in ${folder}`);
  });

  it('documents every setting', () => {
    const { properties } = (extension().packageJSON as Manifest).contributes.configuration;
    for (const [name, property] of Object.entries(properties)) {
      const { markdownDescription } = property as { markdownDescription?: string };
      assert.ok(markdownDescription && !markdownDescription.startsWith('%'), `${name} has a description`);
    }
  });
});
