import * as path from 'node:path';
import * as vscode from 'vscode';
import { CompareError } from './compareError.ts';
import { isUnknownPath } from './gitApi.ts';
import type { GitApi, GitExtension, GitRepository } from './gitApi.ts';
import { GitProcessError, readByProcess } from './gitProcess.ts';

/** Texts of former versions: by VS Code's git extension where it knows the repository, else by git itself. */
export class GitTexts {
  /**
   * Gives null where that version does not have the file.
   * @param ref a commit: `HEAD` or a hash; '': the index. @throws CompareError `no-repository`, `untrusted`.
   */
  async read(file: vscode.Uri, ref: string): Promise<string | null> {
    const repository = await this.repositoryOf(file);
    return repository ? readByApi(repository, file.fsPath, ref) : readByGit(file, ref);
  }

  /** Calls back when something is committed or staged, as far as VS Code's git extension knows. */
  async follow(file: vscode.Uri, changed: () => void): Promise<vscode.Disposable> {
    const repository = await this.repositoryOf(file);
    return repository?.state.onDidChange(changed) ?? new vscode.Disposable(() => undefined);
  }

  private async repositoryOf(file: vscode.Uri): Promise<GitRepository | null> {
    const api = await gitApi();
    return api?.getRepository(file) ?? null;
  }
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  try {
    const exports = extension && (extension.isActive ? extension.exports : await extension.activate());
    return exports?.enabled === true ? exports.getAPI(1) : undefined;
  } catch {
    return undefined; // it does not run here
  }
}

async function readByApi(repository: GitRepository, file: string, ref: string): Promise<string | null> {
  if (ref === 'HEAD' && repository.state.HEAD?.commit === undefined) return null; // nothing was committed yet
  try {
    await repository.getObjectDetails(ref, file);
  } catch (error) {
    if (isUnknownPath(error)) return null;
    throw error;
  }
  return repository.show(ref, file);
}

/** Git may run programs that a repository names: only where the user trusts it, as VS Code's own extension. */
async function readByGit(file: vscode.Uri, ref: string): Promise<string | null> {
  const name = path.posix.basename(file.path);
  if (!vscode.workspace.isTrusted) {
    const message = vscode.l10n.t('Former versions of {0} are read by git once the workspace is trusted.', name);
    throw new CompareError('untrusted', message);
  }
  if (file.scheme !== 'file')
    throw new CompareError('no-repository', vscode.l10n.t('{0} is in no git repository on this computer.', name));
  try {
    return await readByProcess(gitProgram(), file.fsPath, ref);
  } catch (error) {
    throw error instanceof GitProcessError ? asCompareError(error, name) : error;
  }
}

function asCompareError(error: GitProcessError, name: string): CompareError {
  const message =
    error.code === 'missing'
      ? vscode.l10n.t('Git was not found, so there is no former version of {0}.', name)
      : error.code === 'no-repository'
        ? vscode.l10n.t('{0} is in no git repository that can be read ({1}).', name, error.message)
        : vscode.l10n.t('Git could not read a former version of {0} ({1}).', name, error.message);
  return new CompareError('no-repository', message, { cause: error });
}

/** The program that VS Code's git extension is set to use. */
function gitProgram(): string {
  const setting = vscode.workspace.getConfiguration('git').get<unknown>('path');
  const [first] = Array.isArray(setting) ? (setting as unknown[]) : [setting];
  return typeof first === 'string' && first !== '' ? first : 'git';
}
