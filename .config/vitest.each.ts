import fc from 'fast-check'

// The suite asks the same questions each time, so that a red run can be had again; the long runs of test:soak
// ask new ones, and print the seed of what they find.
if (process.env['SKYQL_SOAK'] === undefined) fc.configureGlobal({ seed: 20261122 })
