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
