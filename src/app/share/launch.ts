import { modelOpened } from '../state/model.ts';
import { takeFiles } from './incoming.ts';
import { takeSharedFile } from './shared-file.ts';

/** Chromium's queue of what the installed app was opened with while it was open already. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { targetURL?: string }) => void): void;
}

/**
 * Opens what the app was started with: a file from the share sheet, and the links that the system
 * hands to the running app instead of loading the page again (`launch_handler` in the manifest).
 */
export function followLaunches(): void {
  void openSharedFile();
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  const startedWith = location.href;
  launchQueue?.setConsumer(({ targetURL }) => {
    // The start itself is reported, too; its link has been read with the page's address.
    if (targetURL === undefined || targetURL === startedWith) return;
    const { hash } = new URL(targetURL);
    if (hash !== '') location.hash = hash;
  });
}

async function openSharedFile(): Promise<void> {
  const file = await takeSharedFile();
  if (file === null) return;
  // A picture without settings is offered as start picture where the model takes one, which is not known before.
  await modelOpened();
  await takeFiles([file], 'file');
}
