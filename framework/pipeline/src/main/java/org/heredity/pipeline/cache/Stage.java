package org.heredity.pipeline.cache;

/**
 * What listeners are told that work is.
 *
 * @param subject what it works on, such as {@code photos6, seam, seed 1}
 * @param name what it does, such as {@code tune}
 */
public record Stage(String subject, String name) {}
