package org.heredity.api.result;

import java.util.Map;

/**
 * What made the results.
 *
 * @param heredity version of Heredity
 * @param started when the run began, ISO 8601
 * @param finished when it ended, ISO 8601
 * @param command the command line, empty if called from a program
 * @param java version and vendor of the Java machine
 * @param system operating system and architecture
 * @param backend ND4J's backend and its version
 * @param processor cores and their vector instructions, as the backend reports them
 * @param teacherArchitecture network, width and image size, such as {@code resnet18, width 64, 32
 *     px}
 * @param teacherDigest digest of the teacher's state dict
 * @param teacherFile name of the teacher's file, or how it was made
 * @param teacherPreprocessing what the teacher's images go through, in words; empty where an older
 *     version did not say
 * @param configuration the whole configuration, defaults filled in, as nested maps, lists, strings,
 *     numbers and booleans
 */
public record Provenance(
    String heredity,
    String started,
    String finished,
    String command,
    String java,
    String system,
    String backend,
    String processor,
    String teacherArchitecture,
    String teacherDigest,
    String teacherFile,
    String teacherPreprocessing,
    Map<String, Object> configuration) {
  /**
   * Copies the configuration as plain values.
   *
   * @param heredity version of Heredity
   * @param started when the run began, ISO 8601
   * @param finished when it ended, ISO 8601
   * @param command the command line, empty if called from a program
   * @param java version and vendor of the Java machine
   * @param system operating system and architecture
   * @param backend ND4J's backend and its version
   * @param processor cores and their vector instructions, as the backend reports them
   * @param teacherArchitecture network, width and image size
   * @param teacherDigest digest of the teacher's state dict
   * @param teacherFile name of the teacher's file, or how it was made
   * @param teacherPreprocessing what the teacher's images go through, in words
   * @param configuration the whole configuration, defaults filled in, as nested maps, lists,
   *     strings, numbers and booleans
   * @throws IllegalArgumentException if a setting is of a type that JSON does not have
   */
  public Provenance {
    configuration = PlainValues.copyOf(configuration);
  }
}
