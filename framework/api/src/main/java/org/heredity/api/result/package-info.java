/**
 * Results, as {@code results.json} holds them: a {@link org.heredity.api.result.SuiteResult} (start
 * there) has the cells, one for each target, method, seed and attack, and what made them. Immutable
 * records that the framework fills and reports read; {@link org.heredity.api.result.ResultsJson}
 * writes and reads them, {@link org.heredity.api.result.Summary} averages over seeds. Nothing here
 * is to be implemented.
 */
package org.heredity.api.result;
