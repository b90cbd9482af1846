/** Of the queue's section, for what leads there. */
export const QUEUE_ID = 'queue';
