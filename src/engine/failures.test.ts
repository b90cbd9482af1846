import { expect, test } from 'vitest';
import { toFailure } from './failures.ts';

test.each([
  'Device was lost',
  '[Device "Würstchen"] is lost.',
  "Failed to execute 'mapAsync' on 'GPUBuffer': [Device] is destroyed.",
  'The GPU device has been lost during run',
  'A valid external Instance reference no longer exists.',
  'Parent device is lost',
  'DXGI_ERROR_DEVICE_REMOVED (0x887A0005)',
  'vkQueueSubmit failed with VK_ERROR_DEVICE_LOST',
])('%s: the device is lost', (message) => {
  expect(toFailure(new Error(message)).code).toBe('device-lost');
});

test.each([
  'Failed to fetch dynamically imported module: https://x.test/assets/ort-1a2b.js',
  'error loading dynamically imported module: https://x.test/assets/ort-1a2b.js',
  'Importing a module script failed.',
  'no available backend found. ERR: [wasm] RuntimeError: Aborted(both async and sync fetching of the wasm failed)',
  'CompileError: WebAssembly.instantiateStreaming(): HTTP status code is not ok',
])('%s: a part of the app is gone', (message) => {
  expect(toFailure(new TypeError(message)).code).toBe('app-changed');
});

test('what is neither stays unexpected', () => {
  expect(toFailure(new Error('Non-zero status code returned')).code).toBe('internal');
  expect(toFailure(new Error('The device computes wrongly.')).code).toBe('internal');
});
