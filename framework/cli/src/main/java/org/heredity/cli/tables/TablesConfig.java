package org.heredity.cli.tables;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heredity.api.Protocol;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;
import org.heredity.pipeline.config.CommonConfig;

/** Tables of re-engineered classifiers, as users write them and as they are made. */
public record TablesConfig(
    @Setting(value = "The tables' name, as reports show it", byDefault = "tables") String name,
    @Setting(
            value =
                "strict chooses on held-out training images, paper on the test images, as published",
            byDefault = "strict")
        Protocol protocol,
    @Setting(
            value = "Factor on the published lengths of all searches and trainings",
            byDefault = "1",
            min = 1e-6,
            max = 1000)
        double trainingScale,
    @Setting(value = "Images in a training batch", byDefault = "64", min = 2, max = 65_536)
        int batchSize,
    @Setting(value = "Seed of the rest's images, heads and order", byDefault = "1") long seed,
    @Setting(
            value = "Whether inference is measured: a batch of 16 images, 200 runs (Table VI)",
            byDefault = "true")
        boolean time,
    @Setting("Classifiers: {name, model, data, problems, preset, …}")
        List<ClassifierConfig> classifiers) {
  public TablesConfig {
    CommonConfig.requireName("file of tables", name);
    if (classifiers.isEmpty()) {
      throw new UsageException("tables need at least one of classifiers");
    }
    classifiers = List.copyOf(classifiers);
    Set<String> seen = new HashSet<>();
    for (ClassifierConfig classifier : classifiers) {
      CommonConfig.requireName("classifier", classifier.name());
      if (!seen.add(classifier.name())) {
        throw new UsageException(
            "classifiers has '" + classifier.name() + "' twice; give each its own name");
      }
    }
  }
}
