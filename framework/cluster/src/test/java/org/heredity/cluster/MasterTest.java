package org.heredity.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.heredity.api.config.UsageException;
import org.heredity.files.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "host:7077", "local", "local[*]", "local-cluster[1,2]", "mesos://h"})
  void anAddressThatIsNoneIsRefused(String text) {
    UsageException e = assertThrows(UsageException.class, () -> Master.of(text, 1));
    assertTrue(e.getMessage().startsWith("--on is spark://HOST:PORT, yarn"), e.getMessage());
  }

  @Test
  void machinesWithTooFewCoresAreRefused() {
    UsageException e = assertThrows(UsageException.class, () -> Master.of("local[1]", 2));
    assertTrue(e.getMessage().endsWith("set HEREDITY_THREADS=1 or less"), e.getMessage());
    assertEquals("local[2,100]", Master.of("local[2]", 2).address());
  }

  @Test
  void aMasterThatIsNotThereIsNamedSoon() {
    Master master = Master.of("spark://127.0.0.1:1", 1);
    StorageException e =
        assertTimeout(
            Duration.ofSeconds(15), () -> assertThrows(StorageException.class, master::reach));
    assertTrue(
        e.getMessage().startsWith("Spark's master spark://127.0.0.1:1 cannot be reached (127"),
        e.getMessage());
    assertThrows(UsageException.class, () -> Master.of("spark://host", 1).reach());
  }
}
