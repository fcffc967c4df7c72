import { inspect } from 'node:util';
import { Credentials } from './credentials.js';
import { SecretText } from './secret-text.js';

describe.each([
  { name: 'Credentials', secret: new Credentials('admin', 'pa55word') },
  { name: 'SecretText', secret: new SecretText('pa55word') },
])('$name', ({ secret }) => {
  it('reveals its text only when asked', () => {
    expect(secret.reveal()).toBe('pa55word');
  });

  it.each([
    { way: 'text', text: String(secret) },
    { way: 'JSON', text: JSON.stringify({ secret }) },
    { way: 'inspect', text: inspect({ secret }, { depth: 9, showHidden: true }) },
    { way: 'own properties', text: JSON.stringify(Object.entries(secret)) },
    { way: 'copy of properties', text: inspect(Object.assign({}, secret)) },
  ])('shows neither password nor user name by $way', ({ text }) => {
    expect(text).not.toMatch(/pa55word|admin/u);
  });
});

it('Credentials tell the user name', () => {
  expect(new Credentials('admin', 'x').username).toBe('admin');
});
