import type { ComparisonFault, RecordedNetwork } from '../../../verify/browser/api.ts';

/** A model on this device against a reference from PyTorch, on the Models page. */
export const comparison = {
  label: 'Compare with a reference',
  help: 'Checks on this device that the model computes what the original does in PyTorch. models/reference/record.py makes the reference file; you can also drop it here.',
  choose: 'Choose a reference file',
  busy: 'Another model is being compared.',
  starting: 'Loading the model',
  running: (name: string, number: number, total: number) =>
    `Comparing ${name} (${number} of ${total})`,
  progress: (model: string) => `Comparing ${model} with the reference`,
  stop: 'Stop',
  networks: {
    'prior-text-encoder': 'text encoder of Stage C',
    'decoder-text-encoder': 'text encoder of Stage B',
    prior: 'Stage C',
    decoder: 'Stage B',
    vqgan: 'Stage A',
    compressor: 'compressor',
    'vqgan-encode': 'encoder of Stage A',
    pipeline: 'whole picture',
  } satisfies Record<RecordedNetwork, string>,
  /** @param picture whether a whole picture was compared, too */
  matches: (compared: number, networks: number, picture: boolean) =>
    compared === 0
      ? 'Matches the reference: the whole picture.'
      : `Matches the reference: ${compared} of ${networks} networks${picture ? ' and the whole picture' : ''}.`,
  differs: (names: string) => `Differs from the reference: ${names}.`,
  absent: (names: string) => `Not in the reference, so not compared: ${names}.`,
  report: 'If the model should match, copy the report and send it to whoever made the model.',
  copy: 'Copy report',
  table: {
    summary: 'All values',
    output: 'Output',
    relative: 'Relative error',
    psnr: 'PSNR (dB)',
    result: 'Result',
    passed: 'matches',
    failed: 'differs',
    notJudged: 'for information',
  },
  limits: (tolerance: string, psnr: string) =>
    `A network matches up to a relative error of ${tolerance}, a whole picture from ${psnr} dB.`,
  faults: {
    'not-a-record': {
      title: 'This is not a reference file.',
      text: 'Choose a .safetensors file written by models/reference/record.py. If it is one, it was not copied completely.',
    },
    'other-version': {
      title: 'This reference file has another version.',
      text: 'Make it again with the record.py that belongs to this version of the app.',
    },
    'bad-record': {
      title: 'This reference file is incomplete or damaged.',
      text: 'Make it again with models/reference/record.py.',
    },
    'other-model': {
      title: 'This reference belongs to another model.',
      text: 'Make one from the checkpoint that this model was made from.',
    },
    'bad-size': {
      title: 'The reference shows a picture of a size that this model does not paint.',
      text: 'Make it again with another --size.',
    },
    model: {
      title: 'The model’s files could not be read.',
      text: 'Verify the model, and repair it if files are damaged.',
    },
    'out-of-memory': {
      title: 'There was not enough memory.',
      text: 'Close other tabs and programs, or make the reference at a smaller size.',
    },
    device: {
      title: 'This device could not run the model.',
      text: 'Reload the page and try again. Adding ?provider=wasm to the address uses the CPU.',
    },
    internal: {
      title: 'Something unexpected happened.',
      text: 'Try again; if it happens again, please report it with the details.',
    },
  } satisfies Record<ComparisonFault['code'], { title: string; text: string }>,
};
