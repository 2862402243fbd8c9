package org.heredity.api.result;

/**
 * One stage of making or evaluating a student.
 *
 * @param name such as {@code profile}, {@code slice}, {@code search}, {@code tune}
 * @param seconds wall-clock time of the computation, in the run that computed it
 * @param shared whether its artifact serves other cells too
 */
public record StageTime(String name, double seconds, boolean shared) {}
