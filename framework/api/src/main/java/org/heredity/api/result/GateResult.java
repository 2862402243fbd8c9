package org.heredity.api.result;

/**
 * A figure that had to reach a limit.
 *
 * @param name of the option that set it, such as {@code max-dir}
 * @param subject what was evaluated, such as {@code photos6, student.pth}
 * @param limit the limit
 * @param value the figure
 * @param passed whether the gate holds
 */
public record GateResult(String name, String subject, double limit, double value, boolean passed) {}
