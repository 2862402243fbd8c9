package org.heredity.pipeline.cache;

/**
 * What is done only where its result is not cached.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface Work<T> {
  /** Computes the result; from {@link Running#resumed} on, where that is there. */
  T run(Running running);
}
