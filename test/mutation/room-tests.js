// All tests of a room in one file: what they import is loaded once for a mutant, not once for each file.
const { join } = require('path');

for (const file of JSON.parse(process.env.MUTATION_TESTS)) describe(file, () => { require(join(__dirname, '..', file)); });
