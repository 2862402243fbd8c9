/**
 * The runs that a user starts: a suite, an audit, one adversarial set, a comparison of two runs.
 * Each opens everything, computes through the cache, and replaces {@code results.json} as it goes.
 */
package org.heredity.pipeline.run;
