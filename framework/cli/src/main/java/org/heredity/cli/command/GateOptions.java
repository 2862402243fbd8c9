package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.heredity.api.config.UsageException;
import org.heredity.pipeline.checks.Check;
import org.heredity.pipeline.checks.Credibility;
import org.heredity.pipeline.config.GateConfig;

/** What an audit demands. */
final class GateOptions {
  private static final String INTERVAL = "interval";
  private static final String ESTIMATE = "estimate";

  @Parameter(
      names = "--max-dir",
      description = "Greatest DIR under any attack that passes, such as 0.30")
  private Double maxDir;

  @Parameter(names = "--min-acc", description = "Least ACC that passes, such as 0.70")
  private Double minAcc;

  @Parameter(
      names = "--max-excess",
      description =
          "Greatest DIR over that of the floor that passes, such as 0.10; over that of noise where"
              + " there is no --floor")
  private Double maxExcess;

  @Parameter(
      names = "--max-white-box",
      description =
          "Greatest share of the images that attacks on the student itself may fool; runs"
              + " autoattack-1 unless --white-box says otherwise")
  private Double maxWhiteBox;

  @Parameter(
      names = "--gate-on",
      description =
          "What gates compare: the interval, whose end on the wrong side must keep the limit, or the"
              + " estimate alone")
  private String gateOn = INTERVAL;

  @Parameter(
      names = "--accept-finding",
      description =
          "A finding of severity error that is not to fail the audit, such as"
              + " accuracy-near-chance; may be repeated")
  private List<String> accepted = new ArrayList<>();

  GateConfig config() {
    if (!gateOn.equals(INTERVAL) && !gateOn.equals(ESTIMATE)) {
      throw new UsageException(
          "--gate-on must be '" + INTERVAL + "' or '" + ESTIMATE + "', got '" + gateOn + "'");
    }
    Set<String> known =
        Credibility.standard().checks().stream()
            .map(Check::id)
            .collect(Collectors.toCollection(TreeSet::new));
    GateConfig config =
        new GateConfig(
            Optional.ofNullable(maxDir),
            Optional.ofNullable(minAcc),
            Optional.ofNullable(maxExcess),
            Optional.ofNullable(maxWhiteBox),
            gateOn.equals(ESTIMATE),
            new TreeSet<>(accepted));
    config.requireKnown(known);
    return config;
  }
}
