import { flushPromises, mount } from '@vue/test-utils';
import { PageWorld, problem } from '../testing/page-world.js';
import { useSessionStore } from './session-store.js';
import SignInPage from './sign-in-page.vue';

const me = { username: 'admin', role: 'administrator', via: 'session', mustChangePassword: false };

function page() {
  const world = new PageWorld();
  const wrapper = mount(SignInPage, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  const type = async (username: string, password: string): Promise<void> => {
    await wrapper.get('[data-testid="login-username"]').setValue(username);
    await wrapper.get('[data-testid="login-password"]').setValue(password);
    await wrapper.get('form').trigger('submit');
    await flushPromises();
  };
  return { world, wrapper, type, session: useSessionStore(world.pinia) };
}

describe('sign-in page', () => {
  afterEach(() => {
    document.body.innerHTML = '';
  });

  it('signs in', async () => {
    const { world, type, session, wrapper } = page();
    world.replies.set('POST auth/login', { json: me });
    await type(' admin ', 'right');
    expect(world.requests.at(-1)?.body).toEqual({ username: 'admin', password: 'right' });
    expect(session.status).toBe('signed-in');
    wrapper.unmount();
  });

  it('says what is wrong and takes the password away', async () => {
    const { world, type, wrapper } = page();
    world.replies.set('POST auth/login', problem(401, 'The user name or the password is wrong.'));
    await type('admin', 'wrong');
    expect(wrapper.get('[role="alert"]').text()).toBe('The user name or the password is wrong.');
    expect(wrapper.get<HTMLInputElement>('[data-testid="login-password"]').element.value).toBe('');
    wrapper.unmount();
  });

  it('does not ask the gateway without a name and a password', async () => {
    const { world, type, wrapper } = page();
    await type('admin', '');
    expect(world.requests).toEqual([]);
    expect(wrapper.get('[role="alert"]').text()).toBe('Enter a user name and a password.');
    wrapper.unmount();
  });

  it('begins with the field for the name', async () => {
    const { wrapper } = page();
    await flushPromises();
    expect((document.activeElement as HTMLElement).id).toBe('login-username');
    wrapper.unmount();
  });
});
