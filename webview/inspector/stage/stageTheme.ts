import type { StageTheme } from './layer.ts';

/** The theme's colours as the canvas uses them. */
export function themeOf(element: Element): StageTheme {
  const style = getComputedStyle(element);
  const read = (...names: string[]): string =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== '') ?? 'currentColor';
  return {
    foreground: read('--vscode-foreground', '--vscode-editor-foreground'),
    background: read('--vscode-editor-background'),
    line: read(
      '--vscode-contrastBorder',
      '--vscode-panel-border',
      '--vscode-editorWidget-border',
      '--vscode-foreground',
    ),
    focus: read('--vscode-focusBorder', '--vscode-foreground'),
  };
}
