/** What is wrong with a new password, in words; null when it can be sent. */
export function passwordDefect(draft: {
  readonly current: string;
  readonly next: string;
  readonly again: string;
}): string | null {
  if (draft.current === '') {
    return 'Enter your current password.';
  }
  if (draft.next.length < 10) {
    return `The new password has ${draft.next.length} characters; it needs at least 10.`;
  }
  if (draft.next.length > 1024) {
    return 'The new password is longer than 1024 characters.';
  }
  if (draft.next !== draft.again) {
    return 'The two new passwords are not the same.';
  }
  return draft.next === draft.current ? 'The new password is the current one.' : null;
}
