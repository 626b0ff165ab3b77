import * as vscode from 'vscode';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';

/** Registers a command whose failures are shown to the user; its result is undefined then. */
export function register(
  owner: Disposables,
  failures: Failures,
  command: string,
  run: (...args: unknown[]) => unknown,
): void {
  owner.add(
    vscode.commands.registerCommand(command, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        failures.show(error);
        return undefined;
      }
    }),
  );
}
