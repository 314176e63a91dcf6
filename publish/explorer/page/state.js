// What is chosen on the page, and who wants to know when it changes.

/** @typedef {Record<string, any>} Values */

/** The state: values by name, and subscribers that run at most once a frame. */
export class State {
  /** @param {Values} values */
  constructor(values) {
    this.values = { ...values };
    /** @type {((changed: Set<string>, values: Values) => void)[]} */
    this.subscribers = [];
    /** @type {Set<string>} */
    this.changed = new Set();
    this.waiting = 0;
  }

  /** @returns {Values} */
  get() {
    return this.values;
  }

  /** @param {Values} patch */
  set(patch) {
    for (const [name, value] of Object.entries(patch)) {
      if (this.values[name] === value) continue;
      this.values[name] = value;
      this.changed.add(name);
    }
    if (this.changed.size && !this.waiting) {
      this.waiting = requestAnimationFrame(() => this.flush());
    }
  }

  /** Tell the subscribers now. */
  flush() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const changed = this.changed;
    this.changed = new Set();
    for (const subscriber of this.subscribers) subscriber(changed, this.values);
  }

  /**
   * Run a function after each change.
   *
   * @param {(changed: Set<string>, values: Values) => void} subscriber
   * @param {string[]} [names] only after changes of these
   */
  subscribe(subscriber, names) {
    this.subscribers.push(
      names
        ? (changed, values) => {
            if (names.some((name) => changed.has(name))) subscriber(changed, values);
          }
        : subscriber,
    );
  }
}

const SHARE = 4; // a paced function takes at most a quarter of the time

/**
 * Return a subscriber that leaves time for others while the step changes fast: it waits several times
 * as long as it last took.  Other changes it follows at once, and the last change always.
 *
 * @param {() => void} act
 * @returns {(changed: Set<string>) => void}
 */
export function paced(act) {
  let [free, wait] = [0, 0];
  const run = () => {
    clearTimeout(wait);
    wait = 0;
    const start = performance.now();
    act();
    const end = performance.now();
    free = end + (SHARE - 1) * (end - start);
  };
  return (changed) => {
    const left = free - performance.now();
    if (left <= 0 || changed.size > 1 || !changed.has("step")) run();
    else if (!wait) wait = setTimeout(run, left);
  };
}
