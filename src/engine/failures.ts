import { PackageError, type PackageErrorCode } from '../package/source.ts';
import { isPartMissing } from '../protocol/app-parts.ts';
import { EngineError, type Failure, type FailureCode } from '../protocol/engine.ts';

/** A failure ready to be thrown; `detail` is for reports, not for people. */
export function failure(
  code: FailureCode,
  message: string,
  hint: string,
  detail?: string,
): EngineError {
  return new EngineError({ code, message, hint, ...(detail !== undefined && { detail }) });
}

const PACKAGE_ERRORS: Record<PackageErrorCode, { code: FailureCode; hint: string }> = {
  'bad-manifest': {
    code: 'bad-manifest',
    hint: 'Choose another model, or ask whoever serves this one to export it again.',
  },
  'file-missing': {
    code: 'file-missing',
    hint: 'The model is incomplete where it is served: copy the whole package again.',
  },
  'file-corrupt': {
    code: 'file-corrupt',
    hint: 'Try again; if it happens again, the file is damaged where it is served.',
  },
  network: { code: 'network', hint: 'Check the connection and try again.' },
  insecure: { code: 'insecure', hint: 'Open this page over https or from localhost.' },
  forbidden: { code: 'network', hint: 'The server gives this model only to those it knows.' },
  'storage-full': { code: 'storage-full', hint: 'Delete what is not needed any more.' },
  'no-storage': { code: 'file-missing', hint: 'Choose another model, or install this one again.' },
  'in-use': { code: 'network', hint: 'Close the other tab, or wait until it is done.' },
};

const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|failed to allocate|buffer size/i;
/** In the words of Chromium (Dawn), Firefox (wgpu) and Safari; a device that was destroyed is as good as lost. */
const DEVICE_LOST =
  /device\b.{0,40}\b(is|was|has been)? ?(lost|destroyed)|(lost|destroyed|invalid) device|DXGI_ERROR_DEVICE|VK_ERROR_DEVICE_LOST|external Instance reference no longer exists|GPU (process|connection) (was )?(lost|crashed)/i;

/** Whether a message says that the GPU's device is gone. */
export function isDeviceLost(message: string): boolean {
  return DEVICE_LOST.test(message);
}

/** Any thrown value as data for the other side of the boundary. */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError) return error.failure;
  if (error instanceof PackageError) {
    const { code, hint } = PACKAGE_ERRORS[error.code];
    return { code, message: error.message, hint };
  }
  // The asyncify build may reject with a bare number, a C++ exception's address.
  const message =
    typeof error === 'number'
      ? `ONNX Runtime stopped with the code ${error}.`
      : error instanceof Error
        ? error.message
        : String(error);
  const detail = error instanceof Error ? error.stack : undefined;
  if (isPartMissing(message)) return { ...appChanged(message), ...(detail && { detail }) };
  if (OUT_OF_MEMORY.test(message)) return { ...outOfMemory(message), ...(detail && { detail }) };
  if (isDeviceLost(message)) return { ...deviceLost(message), ...(detail && { detail }) };
  return {
    code: 'internal',
    message,
    hint: 'Try again; if it happens again, please report it with the details.',
    ...(detail && { detail }),
  };
}

/** @param reason what the browser or ONNX Runtime said */
export function outOfMemory(reason: string): Failure {
  return {
    code: 'out-of-memory',
    message: 'There was not enough memory for this picture.',
    hint: 'Choose a smaller picture, or close other tabs and programs that use the GPU.',
    detail: reason,
  };
}

/** @param reason what the browser or ONNX Runtime said */
export function deviceLost(reason: string): Failure {
  return {
    code: 'device-lost',
    message: 'The GPU stopped answering.',
    hint: 'Try again: the model is loaded anew.',
    detail: reason,
  };
}

/** @param reason what could not be fetched */
export function appChanged(reason: string): Failure {
  return {
    code: 'app-changed',
    message: 'A part of the app could not be loaded.',
    hint: 'Reload the page: the app has probably been updated since it was opened.',
    detail: reason,
  };
}

/** @param detail what was heard of it, or why it was ended */
export function crashed(detail: string): Failure {
  return {
    code: 'engine-crashed',
    message: 'The engine stopped unexpectedly.',
    hint: 'Try again: it is started anew.',
    ...(detail && { detail }),
  };
}
