import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, images, inspectorTabs, project, until } from './support.ts';

describe('the inspector', () => {
  beforeEach(async () => {
    await project();
    await closeAll();
  });

  it('opens an image by command', async () => {
    const [image] = await images('test/good/*.png');
    await vscode.commands.executeCommand('kshot.openInspector', image);
    const tab = await until('its tab', () => inspectorTabs()[0]);
    assert.equal(tab.uri.fsPath, image!.fsPath);
  });

  it('goes to the next and the previous image in its own place', async () => {
    const [first, second] = await images('test/good/*.png');
    await vscode.commands.executeCommand('kshot.openInspector', first);
    await until('the first image', () => inspectorTabs()[0]?.tab.isActive);
    await vscode.commands.executeCommand('kshot.inspector.next');
    await until(
      'the second image alone',
      () => inspectorTabs().length === 1 && inspectorTabs()[0]!.uri.fsPath === second!.fsPath,
    );
    await vscode.commands.executeCommand('kshot.inspector.previous');
    await until(
      'the first image alone',
      () => inspectorTabs().length === 1 && inspectorTabs()[0]!.uri.fsPath === first!.fsPath,
    );
  });

  it('keeps a pinned tab’s place among others', async () => {
    const [first, second, third] = await images('test/good/*.png');
    for (const image of [first!, third!]) {
      await vscode.commands.executeCommand('vscode.openWith', image, 'kshot.inspector', { preview: false });
    }
    await vscode.commands.executeCommand('vscode.openWith', first, 'kshot.inspector', { preview: false });
    await until('both tabs', () => inspectorTabs().length === 2 && inspectorTabs()[0]!.tab.isActive);
    await vscode.commands.executeCommand('kshot.inspector.next');
    const paths = () => inspectorTabs().map(({ uri }) => uri.fsPath);
    await until('the second in the first one’s place', () => paths()[0] === second!.fsPath);
    assert.deepEqual(paths(), [second!.fsPath, third!.fsPath]);
    assert.ok(!inspectorTabs()[0]!.tab.isPreview);
  });

  it('stays at the last image', async () => {
    const all = await images();
    const last = all.at(-1)!;
    await vscode.commands.executeCommand('kshot.openInspector', last);
    await until('the last image', () => inspectorTabs()[0]?.tab.isActive);
    await vscode.commands.executeCommand('kshot.inspector.next');
    assert.deepEqual(
      inspectorTabs().map(({ uri }) => uri.fsPath),
      [last.fsPath],
    );
  });
});
