package org.heredity.pipeline.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.data.DataException;
import org.heredity.files.AtomicFile;
import org.heredity.files.StorageException;
import org.heredity.pipeline.input.Machine;
import org.heredity.pipeline.input.Teachers;

/** {@code results.json} of a folder, and where its figures come from. Not thread-safe. */
final class ResultFile {
  private final Path out;
  private final String command;
  private final Machine machine = Machine.here();
  private final String started = now();
  private final Optional<SuiteResult> earlier;

  /**
   * The file of a run that begins now.
   *
   * @param command the command line; empty if there is none
   */
  ResultFile(Path out, String command) {
    this.out = out;
    this.command = command;
    this.earlier = read(out);
  }

  private static Optional<SuiteResult> read(Path out) {
    if (!Files.exists(out.resolve(ResultsJson.FILE))) {
      return Optional.empty();
    }
    try {
      return Optional.of(ResultsJson.read(out));
    } catch (DataException e) {
      // It is replaced; nothing is computed from it.
      return Optional.empty();
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What an earlier run had left in the folder. */
  Optional<SuiteResult> earlier() {
    return earlier;
  }

  /** What makes the results, up to now. */
  Provenance provenance(Teacher teacher, Map<String, Object> configuration) {
    return new Provenance(
        machine.heredity(),
        started,
        now(),
        command,
        machine.java(),
        machine.system(),
        machine.backend(),
        machine.processor(),
        Teachers.describe(teacher.spec()),
        teacher.digest(),
        teacher.source(),
        teacher.preprocessing().describe(),
        configuration);
  }

  /** Replaces the file. */
  void write(SuiteResult result) {
    Path file = out.resolve(ResultsJson.FILE);
    try {
      AtomicFile.write(file, ResultsJson.write(result));
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
  }
}
