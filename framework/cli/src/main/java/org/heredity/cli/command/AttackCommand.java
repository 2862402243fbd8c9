package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.result.SetResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.Architecture;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.run.AttackRunner;

/** Makes an adversarial set from a teacher and a target's test images. */
public final class AttackCommand implements Command {
  @ParametersDelegate private final AttackOptions options = new AttackOptions();

  @Parameter(names = "--out", description = "Folder of the set")
  private Path out = Path.of("heredity-out", "attack");

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;
  private final Installed installed;
  private final AttackRunner runner;

  @Inject
  AttackCommand(
      Set<Architecture> architectures,
      DatasetFormats formats,
      Installed installed,
      AttackRunner runner) {
    this.architectures = architectures;
    this.formats = formats;
    this.installed = installed;
    this.runner = runner;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "attack",
        "--checkpoint FILE --data PATH [options]",
        "Makes the adversarial set of a teacher and a dataset's test images, without students",
        "attack --architecture resnet18 --checkpoint teacher.pth --image-size 32 --data photos6.zip"
            + " --set epsilon=4/255");
  }

  @Override
  public Outcome run(Terminal terminal) {
    AttackRunner.Task task = options.task(architectures, formats, installed);
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      return outcome(runner.run(task, out, progress), out.resolve(task.file()));
    }
  }

  private static Outcome outcome(SetResult set, Path file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("set", set);
    return Outcome.ok(
        json,
        String.format(
            Locale.ROOT,
            "%s: %d images, %s%nteacher fooled on %s (by noise of the same epsilon %s)%n%s",
            set.attack(),
            set.images(),
            set.threatModel(),
            Reports.percent(set.teacherFoolingRate()),
            Reports.percent(set.teacherNoiseRate()),
            file));
  }
}
