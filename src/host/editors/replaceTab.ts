import * as vscode from 'vscode';

/**
 * Opens a file in a custom editor where another one stands: in its group, at its place among the tabs, and for good or
 * as a preview as that one was. Then closes that one, unless it has changes to save: such a tab stays, and the next one
 * stands beside it for good, to be replaced in turn, so that going on leaves one tab behind and not many.
 */
export async function replaceTab(
  old: vscode.Uri,
  next: vscode.Uri,
  viewType: string,
  column: vscode.ViewColumn,
  isDirty: () => boolean,
): Promise<void> {
  const group = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn === column);
  const tab = group?.tabs.find((candidate) => shows(candidate, old, viewType));
  // Opened first: it comes to stand beside the active tab. Its page takes the focus once it can hear keys; until then they
  // go to the workbench, which knows what to do with them.
  await vscode.commands.executeCommand('vscode.openWith', next, viewType, {
    viewColumn: column,
    // A preview would take the place of another one, which VS Code may not have heard yet has changes to save.
    preview: !isDirty() && (tab?.isPreview ?? true),
    preserveFocus: true,
  } satisfies vscode.TextDocumentShowOptions);
  // A preview tab is replaced by VS Code itself.
  const left = vscode.window.tabGroups.all
    .find(({ viewColumn }) => viewColumn === column)
    ?.tabs.find((candidate) => shows(candidate, old, viewType));
  if (left && !left.isDirty && !isDirty() && !left.isActive) await vscode.window.tabGroups.close(left, true);
}

function shows(tab: vscode.Tab, uri: vscode.Uri, viewType: string): boolean {
  const { input } = tab;
  return (
    input instanceof vscode.TabInputCustom && input.viewType === viewType && input.uri.toString() === uri.toString()
  );
}
