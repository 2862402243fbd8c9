package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heredity.api.config.UsageException;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.cli.console.ErrorLog;
import org.heredity.cli.console.ExitCode;
import org.heredity.data.DataException;
import org.heredity.files.StorageException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static Failure of(Throwable error) {
    return Failure.of(error, new ErrorLog("test"));
  }

  @Test
  void everyKindHasItsCode() {
    assertEquals(new Failure(ExitCode.USAGE, "a b"), of(new UsageException("a\n  b")));
    assertEquals(new Failure(ExitCode.DATA, "x"), of(new DataException("x")));
    assertEquals(new Failure(ExitCode.CHECKPOINT, "x"), of(new CheckpointException("x")));
    assertEquals(new Failure(ExitCode.IO, "x"), of(new StorageException("x")));
    assertEquals(
        new Failure(ExitCode.IO, "No space left on device; check the file and the space left"),
        of(new UncheckedIOException(new IOException("No space left on device"))));
    assertEquals(
        new Failure(ExitCode.IO, "'/r/o' may not be read or written; check its permissions"),
        of(new AccessDeniedException("/r/o")));
  }

  @Test
  void aNameThatNoFileCanHaveIsNamed() {
    assertEquals(
        new Failure(
            ExitCode.USAGE,
            "no file can be named 'a b' here (Nul character not allowed); write another name"),
        of(new InvalidPathException("a\0b", "Nul character not allowed")));
  }

  @Test
  void aDefectIsLoggedToAFileThatIsNamed() throws IOException {
    Failure failure = of(new IllegalStateException("broken"));
    assertEquals(ExitCode.INTERNAL, failure.code());
    Matcher log = Pattern.compile("log (\\S+\\.log)").matcher(failure.message());
    assertTrue(log.find(), failure.message());
    Path file = Path.of(log.group(1));
    try {
      String text = Files.readString(file);
      assertTrue(text.contains("IllegalStateException: broken"), text);
      assertTrue(text.contains("aDefectIsLoggedToAFileThatIsNamed"), text);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void memoryThatIsShortIsToldWithItsRemedy() throws IOException {
    Failure failure = of(new OutOfMemoryError("Physical memory usage is too high"));
    assertEquals(ExitCode.INTERNAL, failure.code());
    assertTrue(failure.message().contains("HEREDITY_NATIVE"), failure.message());
    Files.delete(Path.of(failure.message().substring(failure.message().indexOf("log: ") + 5)));
  }

  @Test
  void whatGuiceWrapsIsUnwrapped() {
    class Failing extends AbstractModule {
      @Override
      protected void configure() {
        bind(String.class)
            .toProvider(
                () -> {
                  throw new UsageException("two plug-ins");
                });
      }
    }
    ProvisionException wrapped =
        Assertions.assertThrows(
            ProvisionException.class,
            () -> Guice.createInjector(new Failing()).getInstance(String.class));
    assertEquals(new Failure(ExitCode.USAGE, "two plug-ins"), of(wrapped));
  }
}
