import * as v from 'valibot';

/** What one tab tells the others: these pictures were added, changed or deleted. */
const Message = v.object({ changed: v.array(v.string()) });

let channel: BroadcastChannel | null = null;

/** Hears of changes that other tabs make. */
export function listenToTabs(onChanged: (ids: string[]) => void): void {
  channel ??= new BroadcastChannel('wuerstchen.pictures');
  channel.onmessage = (event) => {
    const message = v.safeParse(Message, event.data);
    if (message.success) onChanged(message.output.changed);
  };
}

export function tellTabs(changed: readonly string[]): void {
  channel?.postMessage({ changed });
}
