package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.files.LockFile;
import org.heredity.pipeline.progress.SuiteStatus;
import org.heredity.pipeline.progress.SuiteStatus.State;

/** Tells how far a suite is. */
public final class StatusCommand implements Command {
  @Parameter(description = "DIR: the folder that a suite is run in")
  private String directory;

  @Inject
  StatusCommand() {}

  @Override
  public Manual manual() {
    return new Manual(
        "status",
        "DIR",
        "Shows what of a suite is done, running and failed, and how long the rest may take",
        "status heredity-out/cifar-to-photos");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (directory == null) {
      throw new UsageException("'status' needs the folder of a run; see 'heredity status --help'");
    }
    Path folder = Path.of(directory);
    SuiteStatus status = SuiteStatus.read(folder);
    Optional<String> holder = LockFile.holder(folder);
    OptionalDouble rest = status.estimatedRest();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", status.name());
    json.put("running", holder.isPresent());
    json.put("finished", status.finished());
    for (State state : State.values()) {
      json.put(Names.kebab(state.name()), status.count(state));
    }
    json.put("estimatedRestSeconds", rest.isPresent() ? rest.getAsDouble() : null);
    json.put("subject", status.subject());
    json.put("stage", status.stage());
    json.put("students", status.students());
    return Outcome.ok(json, text(status, holder, rest));
  }

  private static String text(SuiteStatus status, Optional<String> holder, OptionalDouble rest) {
    TextTable table = new TextTable("target", "method", "seed", "state", "seconds", "error");
    status
        .students()
        .forEach(
            student ->
                table.row(
                    student.target(),
                    student.method(),
                    student.seed(),
                    Names.kebab(student.state().name()),
                    student.seconds() == 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.1f", student.seconds()),
                    student.error()));
    StringBuilder text = new StringBuilder(table.toString());
    text.append('\n')
        .append(status.count(State.DONE))
        .append(" of ")
        .append(status.students().size())
        .append(" done, ")
        .append(status.count(State.FAILED))
        .append(" failed; ");
    if (status.finished()) {
      return text.append("finished ").append(status.updated()).toString();
    }
    text.append(
        holder.map(who -> "running, " + who).orElse("nobody works on it: run it again to go on"));
    if (!status.stage().isEmpty()) {
      text.append("; ").append(status.subject()).append(": ").append(status.stage());
      if (status.total() > 0) {
        text.append(' ').append(status.done()).append('/').append(status.total());
      }
    }
    rest.ifPresent(
        seconds -> text.append(String.format(Locale.ROOT, "; about %.0f s left", seconds)));
    return text.toString();
  }
}
