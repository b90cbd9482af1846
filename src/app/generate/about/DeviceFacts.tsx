import type { DeviceReport } from '../../../protocol/engine.ts';
import { texts } from '../../i18n/texts.ts';
import styles from '../../ui/facts.module.css';
import { Facts } from '../../ui/Facts.tsx';

export function DeviceFacts({ device }: { device: DeviceReport }) {
  const facts: (readonly [string, string])[] = [
    [texts.device.provider, texts.receipt.providers[device.provider]],
  ];
  if (device.adapter !== null) {
    const { vendor, architecture, description } = device.adapter;
    const name = [vendor, architecture, description].filter((part) => part !== '').join(', ');
    if (name !== '') facts.push([texts.device.adapter, name]);
    if (device.provider === 'webgpu') {
      facts.push([texts.device.float16, device.float16 ? texts.device.yes : texts.device.no]);
    }
  }
  if (device.provider !== 'webgpu') facts.push([texts.device.threads, String(device.threads)]);
  return (
    <div className={styles.facts}>
      <Facts facts={facts} />
    </div>
  );
}
