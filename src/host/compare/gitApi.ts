/** As much of the API of VS Code's built-in git extension as is used here (microsoft/vscode `extensions/git/src/api/git.d.ts`, version 1). */
import type * as vscode from 'vscode';

export interface GitExtension {
  readonly enabled: boolean;
  /** Throws while the extension is disabled. */
  getAPI(version: 1): GitApi;
}

export interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
}

export interface GitRepository {
  readonly state: { readonly HEAD: { readonly commit?: string } | undefined; readonly onDidChange: vscode.Event<void> };
  /** Rejects where the path is not in that version. `ref` '': the index. @param path absolute. */
  getObjectDetails(ref: string, path: string): Promise<{ readonly object: string }>;
  /** The text of a file in a version. `ref` '': the index. @param path absolute. */
  show(ref: string, path: string): Promise<string>;
}

/** An error of the git extension for a path that a version does not have. */
export function isUnknownPath(error: unknown): boolean {
  return error instanceof Error && 'gitErrorCode' in error && error.gitErrorCode === 'UnknownPath';
}
