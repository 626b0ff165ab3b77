import { Option } from 'commander';
import type { Command } from 'commander';
import { byteText } from '../../domain/byteText.ts';
import type { PullProgress } from '../../domain/models.ts';
import type { ProxySettings } from '../../engine/models/proxy.ts';
import { print, printJson } from '../output.ts';
import { run } from '../session.ts';
import { withStoreFlags, type StoreFlags } from './storeFlags.ts';

export function addPull(models: Command): void {
  withStoreFlags(models.command('pull'))
    .description('download models of the catalog; what an earlier try brought is continued')
    .argument('<id...>', 'ids, as kshot models list shows them')
    .addOption(
      new Option('--mirror <url>', 'a hub with the same repositories, instead of the public one').env(
        'KSHOT_MODELS_MIRROR',
      ),
    )
    .action((ids: string[], flags: StoreFlags & { mirror?: string }) =>
      run(flags, async ({ engine, task, progress }) => {
        const results = [];
        for (const id of ids) {
          const { manifest, downloaded } = await engine.models.pull(id, {
            mirror: flags.mirror || undefined, // an empty variable names none
            proxy: proxyOfEnvironment(),
            signal: task.signal,
            onProgress: (done) => {
              progress.show(progressText(done));
            },
          });
          progress.clear();
          results.push({ id, downloaded, manifest });
          if (!flags.json) print(downloaded ? `Installed ${id}.` : `${id} is there already.`);
        }
        if (flags.json) printJson(results);
        return undefined;
      }),
    );
}

/** `Downloading dinov2-small/model.onnx 12.3 MB of 88.5 MB (14 %)`. */
function progressText({ id, file, bytes, total }: PullProgress): string {
  const share = total === null ? '' : ` of ${byteText(total)} (${Math.floor((100 * bytes) / total)} %)`;
  return `Downloading ${id}/${file} ${byteText(bytes)}${share}`;
}

/** The variables that most programs read; lower case goes first, as curl has it. */
function proxyOfEnvironment(): ProxySettings {
  const { env } = process;
  return {
    http: env.http_proxy ?? env.HTTP_PROXY,
    https: env.https_proxy ?? env.HTTPS_PROXY,
    no: env.no_proxy ?? env.NO_PROXY,
  };
}
