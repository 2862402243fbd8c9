package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.Architecture;
import org.heredity.pipeline.attack.AttackCheck;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.run.AttackRunner;

/** Tells whether an attack finds adversarial images that were planted. */
public final class AttackCheckCommand implements Command {
  @ParametersDelegate private final AttackOptions options = new AttackOptions();

  @Parameter(
      names = "--images",
      description = "Test images that are looked at, as many of each class as can be; 0 for all")
  private int images = AttackCheck.SAMPLE;

  @Parameter(names = "--out", description = "Folder of what is computed")
  private Path out = Path.of("heredity-out", "attack");

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;
  private final Installed installed;
  private final AttackRunner runner;

  @Inject
  AttackCheckCommand(
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
        "attack-check",
        "--checkpoint FILE --data PATH [options]",
        "Tells whether an attack finds adversarial images that were planted; exit code 3 under 95%",
        "attack-check --architecture resnet18 --checkpoint teacher.pth --image-size 32 --data"
            + " photos6.zip --attack pgd");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (images < 0) {
      throw new UsageException("--images must be 0 (all) or more, got " + images);
    }
    AttackRunner.Task task = options.task(architectures, formats, installed);
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      return outcome(runner.check(task, images, out, progress));
    }
  }

  private static Outcome outcome(AttackCheckResult check) {
    boolean sound = check.sound();
    return new Outcome(
        sound ? ExitCode.OK : ExitCode.GATE,
        Map.of("check", check, "sound", sound),
        String.format(
            Locale.ROOT,
            "%s finds %d of %d adversarial images that were planted (noise %d): %s",
            check.attack(),
            check.found(),
            check.images(),
            check.byNoise(),
            sound ? "sound" : "BROKEN OR TOO WEAK, 95% are expected"));
  }
}
