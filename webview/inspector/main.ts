/**
 * The inspector's page. Its HTML holds
 * `<script type="application/json" id="kshot-strings">{…}</script>` (optional, vscode.l10n.bundle) and
 * `<script type="module" nonce="…" src="…/inspector.js"></script>` with `inspector.css` beside it; the page makes the rest.
 */
import '../shared/codicons.css';
import type { FromInspector, ToInspector } from '../../src/protocol/inspector.ts';
import { keepTyping, takesLetters } from '../shared/fieldFocus.ts';
import { openHostChannel } from '../shared/hostChannel.ts';
import { useTranslations } from '../shared/strings.ts';
import './app.ts';
import type { InspectorApp } from './app.ts';
import { receive } from './messages.ts';
import { createStore } from './model.ts';
import type { Settings } from './model.ts';
import { prepareAhead } from './stage/ahead.ts';
import type { DrawnDetail } from './stage/imageView.ts';

const channel = openHostChannel<FromInspector, Settings>();
const store = createStore(channel.saved());
let app: InspectorApp | null = null;
let stopSwap: (() => void) | null = null;

window.addEventListener('message', (event: MessageEvent<ToInspector>) => {
  const isSwap = event.data.type === 'snapshot' && isAnother(event.data.snapshot.image.url);
  receive(store, event.data, { run: (command) => app?.runKey(command), prepareAhead });
  if (isSwap) reportSwap(performance.now());
});
// The host prepares its answer while the page builds itself.
const readyAt = performance.now();
channel.post({ type: 'ready' });

useTranslations(readTranslations());
app = openPage();
reportFirstPaint(app);
reportFocus(app);
keepTyping(document);
watchTheme(app);
saveSettings();

function readTranslations(): unknown {
  try {
    return JSON.parse(document.getElementById('kshot-strings')?.textContent ?? '{}');
  } catch {
    return {};
  }
}

function openPage(): InspectorApp {
  const page = document.createElement('kshot-inspector');
  page.store = store;
  page.post = (message) => {
    channel.post(message);
  };
  document.body.append(page);
  return page;
}

/** Tells the host once when the first frame with image and scores has reached the screen. */
function reportFirstPaint(page: InspectorApp): void {
  const onDrawn = (event: Event): void => {
    const { side, complete } = (event as CustomEvent<DrawnDetail>).detail;
    if (side !== 'main' || !complete) return;
    page.removeEventListener('kshot-drawn', onDrawn);
    // The drawing is shown with this frame; the next one tells that this one is done.
    requestAnimationFrame(() => {
      channel.post({ type: 'painted', milliseconds: Math.round(performance.now() - readyAt) });
    });
  };
  page.addEventListener('kshot-drawn', onDrawn);
}

function isAnother(url: string | null): boolean {
  const before = store.get().snapshot?.image.url ?? null;
  return before !== null && url !== null && url !== before;
}

/** Tells the host when another image, with its scores where it has some, has reached the screen. */
function reportSwap(cameAt: number): void {
  stopSwap?.();
  const onDrawn = (event: Event): void => {
    const { side, url, complete } = (event as CustomEvent<DrawnDetail>).detail;
    const { snapshot } = store.get();
    if (side !== 'main' || url !== snapshot?.image.url) return;
    if (snapshot.state.kind === 'scored' && !complete) return;
    stopSwap?.();
    requestAnimationFrame(() => {
      channel.post({ type: 'swapped', milliseconds: Math.round(performance.now() - cameAt) });
    });
  };
  stopSwap = () => app?.removeEventListener('kshot-drawn', onDrawn);
  app?.addEventListener('kshot-drawn', onDrawn);
}

/** The single-letter keys belong to the host and work wherever no control takes letters itself; the arrow keys are the canvas's own. */
function reportFocus(page: InspectorApp): void {
  let reported: boolean | null = null;
  const report = (): void => {
    const canvas = document.hasFocus() && !takesLetters();
    if (canvas === reported) return;
    reported = canvas;
    channel.post({ type: 'focus', canvas });
  };
  window.addEventListener('keydown', (event) => {
    if (event.target === document.body) page.canvasKey(event);
  });
  window.addEventListener('focus', report);
  window.addEventListener('blur', report);
  window.addEventListener('kshot-focus', report);
  report();
}

/** VS Code changes the variables on the root and the class of the body when the theme changes. */
function watchTheme(page: InspectorApp): void {
  const observer = new MutationObserver(() => {
    page.themeChanged();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

function saveSettings(): void {
  let saved = store.get().settings;
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(({ settings }) => {
    if (settings === saved) return;
    saved = settings;
    clearTimeout(timer);
    timer = setTimeout(() => {
      channel.save(settings);
    }, 200);
  });
}

// Without an export the bundler takes this file for CommonJS and wraps every module in a function.
export {};
