package org.heredity.pipeline.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.heredity.data.DataException;
import org.heredity.pipeline.progress.SuiteStatus.State;
import org.heredity.pipeline.progress.SuiteStatus.StudentStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteStatusTest {
  private static StudentStatus student(String target, String method, State state, double seconds) {
    return new StudentStatus(target, method, 1, state, seconds, "");
  }

  private static SuiteStatus status(StudentStatus... students) {
    return new SuiteStatus(
        "s",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:10:00Z",
        false,
        "",
        "",
        0,
        0,
        List.of(students));
  }

  @Test
  void theRestIsEstimatedFromTheMostSimilarStudents() {
    SuiteStatus status =
        status(
            student("a", "seam", State.DONE, 10),
            student("a", "remos", State.DONE, 4),
            student("a", "seam", State.WAITING, 0),
            student("b", "seam", State.RUNNING, 0),
            student("b", "delta", State.WAITING, 0),
            student("b", "remos", State.FAILED, 1));
    assertEquals(10 + 10 + 7, status.estimatedRest().orElseThrow(), 1e-12);
    assertEquals(2, status.count(State.DONE));
    assertTrue(status(student("a", "seam", State.WAITING, 0)).estimatedRest().isEmpty());
  }

  @Test
  void roundTripsAndAMissingFileIsSaid(@TempDir Path out) {
    SuiteStatus status = status(student("a", "seam", State.DONE, 10));
    status.write(out);
    assertEquals(status, SuiteStatus.read(out));
    DataException e =
        assertThrows(DataException.class, () -> SuiteStatus.read(out.resolve("nowhere")));
    assertTrue(e.getMessage().contains("name the folder of a suite"), e.getMessage());
  }
}
