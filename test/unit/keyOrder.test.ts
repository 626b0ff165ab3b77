/** Keys whose way leads through VS Code, and those of the canvas's own: in the order in which they were pressed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyOrder } from '../../webview/inspector/annotate/keyOrder.ts';

describe('the order of keys', () => {
  let keys: KeyOrder;
  let done: string[];
  const own = (name: string) => {
    keys.own(() => done.push(name));
  };
  const command = (name: string) => {
    done.push(name);
    keys.returned();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    keys = new KeyOrder();
    done = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is that of the canvas while VS Code has none', () => {
    own('left');
    own('up');
    expect(done).toEqual(['left', 'up']);
  });

  it('waits for commands that were asked for before', () => {
    keys.left();
    own('left');
    own('left');
    keys.left();
    own('up');
    expect(done).toEqual([]);
    command('press');
    expect(done).toEqual(['press', 'left', 'left']);
    command('press');
    expect(done).toEqual(['press', 'left', 'left', 'press', 'up']);
    own('down');
    expect(done.at(-1)).toBe('down');
  });

  it('does not wait for ever for a key without a command', () => {
    keys.left();
    own('left');
    keys.left();
    own('up');
    vi.advanceTimersByTime(1000);
    expect(done).toEqual(['left', 'up']);
    command('from a menu');
    own('down');
    expect(done).toEqual(['left', 'up', 'from a menu', 'down']);
  });
});
