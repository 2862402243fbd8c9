package org.heredity.pipeline.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.heredity.data.DataException;
import org.heredity.files.AtomicFile;
import org.heredity.files.StorageException;

/**
 * How far a suite is; {@code status.json} in its folder, replaced whenever something changes.
 *
 * @param name of the suite
 * @param started when this run began, ISO 8601
 * @param updated when this was written, ISO 8601
 * @param finished whether the run came to its end
 * @param subject what the running stage works on; empty if none runs
 * @param stage the running stage; empty if none runs
 * @param done how far the running stage is, of {@code total}
 * @param total 0 if nobody knows
 * @param students all that the suite asks for, in order
 */
public record SuiteStatus(
    String name,
    String started,
    String updated,
    boolean finished,
    String subject,
    String stage,
    long done,
    long total,
    List<StudentStatus> students) {
  /** The file within a suite's folder. */
  public static final String FILE = "status.json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public SuiteStatus {
    students = List.copyOf(students);
  }

  /** How far a student is. */
  public enum State {
    /** Not begun. */
    WAITING,
    /** Being made or evaluated. */
    RUNNING,
    /** Evaluated. */
    DONE,
    /** Failed; the reason is with it. */
    FAILED
  }

  /**
   * One student.
   *
   * @param seconds that making and evaluating it took; 0 before, and where another process did it
   * @param error why it failed; empty if it did not
   */
  public record StudentStatus(
      String target, String method, long seed, State state, double seconds, String error) {}

  /** Number of students in a state. */
  public long count(State state) {
    return students.stream().filter(student -> student.state() == state).count();
  }

  /**
   * Seconds that the rest will take if it goes on as so far: for each student that waits or runs,
   * the mean of the done ones of its target and method, else of its method, else of all. Empty if
   * of none that is done the time is known.
   */
  public OptionalDouble estimatedRest() {
    double rest = 0;
    for (StudentStatus student : students) {
      if (student.state() == State.WAITING || student.state() == State.RUNNING) {
        OptionalDouble like = mean(student.target(), student.method());
        like = like.isPresent() ? like : mean(null, student.method());
        like = like.isPresent() ? like : mean(null, null);
        if (like.isEmpty()) {
          return like;
        }
        rest += like.getAsDouble();
      }
    }
    return OptionalDouble.of(rest);
  }

  private OptionalDouble mean(String target, String method) {
    return students.stream()
        .filter(student -> student.state() == State.DONE && student.seconds() > 0)
        .filter(student -> target == null || student.target().equals(target))
        .filter(student -> method == null || student.method().equals(method))
        .mapToDouble(StudentStatus::seconds)
        .average();
  }

  /**
   * Reads the status of a suite's folder.
   *
   * @throws DataException if there is none or it cannot be read
   */
  public static SuiteStatus read(Path out) {
    Path file = out.resolve(FILE);
    try {
      return MAPPER.readValue(Files.readAllBytes(file), SuiteStatus.class);
    } catch (NoSuchFileException e) {
      throw new DataException(
          out + " has no " + FILE + "; name the folder of a suite that was run", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Replaces the file. */
  void write(Path out) {
    try {
      AtomicFile.write(
          out.resolve(FILE), MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status is plain data", e);
    } catch (IOException e) {
      throw StorageException.of("write " + out.resolve(FILE), e);
    }
  }
}
