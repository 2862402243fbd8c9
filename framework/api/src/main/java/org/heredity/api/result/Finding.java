package org.heredity.api.result;

/**
 * Something a reader must know before believing a figure, or a note on how it came about.
 *
 * @param id stable kebab-case name, such as {@code accuracy-near-chance}; the page of that name
 *     under {@code docs/findings} explains it
 * @param severity how much it weighs
 * @param subject what it is about, such as {@code photos6, seam, seed 1}
 * @param message one sentence with the numbers
 */
public record Finding(String id, Severity severity, String subject, String message) {
  /** How much a finding weighs. */
  public enum Severity {
    /** Worth knowing. */
    NOTE,
    /** Read the figures with care. */
    WARNING,
    /** The figures it is about are not to be relied on. */
    ERROR
  }
}
