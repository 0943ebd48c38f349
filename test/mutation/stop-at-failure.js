const { TestEnvironment } = require('jest-environment-node');

/** Skips what follows a test that fails: one is enough to find a mutant out, and Jest stops between files only. */
module.exports = class extends TestEnvironment {
  failed = false;

  async handleTestEvent({ name, test }) {
    if (name === 'test_start' && this.failed) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) this.failed = true;
  }
};
