/** Words for a picture. */
export const describe = {
  button: 'Describe',
  help: 'Write a prompt for this picture, in the words that this model knows. The picture stays on this device.',
  busy: 'Describing…',
  failed: 'This picture couldn’t be described. Try again.',
  /** For screen readers: the prompt was written. */
  described: (prompt: string) => `The prompt is now: ${prompt}`,
};
