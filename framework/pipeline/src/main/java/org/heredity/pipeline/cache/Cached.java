package org.heredity.pipeline.cache;

/**
 * What the cache gives.
 *
 * @param value what the work made, now or in an earlier run; tensors are the caller's
 * @param artifact as it lies in the store
 * @param found whether it was there already, so that nothing was computed
 */
public record Cached<T>(T value, Artifact artifact, boolean found) {}
