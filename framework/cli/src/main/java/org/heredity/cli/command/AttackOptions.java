package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.config.Overrides;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.engine.Architecture;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.run.AttackRunner;

/** One attack on one teacher and one dataset. */
final class AttackOptions {
  @ParametersDelegate private final ModelOptions model = new ModelOptions();
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final ProtocolOption protocol = new ProtocolOption();

  @Parameter(names = "--attack", description = "The attack, see 'list attacks'")
  private String attack = "penultimate-pgd";

  @Parameter(
      names = "--set",
      description = "A setting of the attack, such as epsilon=4/255; may be repeated",
      splitter = NoSplitter.class)
  private List<String> settings = new ArrayList<>();

  @Parameter(names = "--seed", description = "Seed of random starts")
  private long seed;

  AttackRunner.Task task(
      Set<Architecture> architectures, DatasetFormats formats, Installed installed) {
    CommonConfig common =
        CommonConfig.of(
            protocol.protocol(),
            model.config(architectures),
            List.of(
                AttackConfig.of(
                    installed.attack(attack, "--attack"), Overrides.apply(Map.of(), settings))),
            seed);
    return new AttackRunner.Task(common, data.config(formats));
  }
}
