/** How urgent a job is against others of its queue, least first. */
export const priorities = ['low', 'normal', 'high'] as const;
