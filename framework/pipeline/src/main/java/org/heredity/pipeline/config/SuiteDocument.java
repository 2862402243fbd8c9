package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.config.Setting;
import org.heredity.api.dataset.DatasetRequest.Unreadable;

/** A suite as users write it. Lists of objects hold a name, or a map of a name to settings. */
record SuiteDocument(
    @Setting(value = "The suite's name, as reports show it", byDefault = "suite") String name,
    @Setting(value = "How to measure", byDefault = "strict") Protocol protocol,
    @Setting("The model that is reused") TeacherEntry teacher,
    @Setting("Target datasets: a known name, or {name, path, format, unreadable}")
        List<Object> targets,
    @Setting(
            "Methods: a name, or {name: settings}, with a 'label' beside it to tell two apart, or"
                + " a 'sweep' of one setting over a list of values")
        List<Object> methods,
    @Setting(
            value = "Attacks: a name, or {name: settings}, with a 'label' or 'sweep' beside it",
            byDefault = "[penultimate-pgd]")
        List<Object> attacks,
    @Setting(value = "Seeds of the students", byDefault = "[1]") List<Long> seeds,
    @Setting(
            value = "Share of the published number of training steps",
            byDefault = "1",
            formerly = "budget",
            min = 1e-6,
            max = 1000)
        double trainingScale,
    @Setting(value = "Images in a training batch", byDefault = "64", min = 2, max = 65_536)
        int batchSize,
    @Setting(
            value = "Seed of what students share: adversarial sets, noise, splits",
            byDefault = "0")
        long setSeed,
    @Setting(
            value = "Images of each target and attack in the gallery",
            byDefault = "6",
            min = 0,
            max = 100)
        int galleryImages) {

  /** The teacher. */
  record TeacherEntry(
      @Setting("Its architecture, see 'list architectures'") String architecture,
      @Setting("Its weights: a .pth, .safetensors or Deeplearning4j .zip file") Path checkpoint,
      @Setting(
              value = "Side of the square input, in pixels",
              byDefault = "224",
              min = 1,
              max = 4096)
          int imageSize,
      @Setting(
              value = "Channels of the first stage; 0 to tell it from the file",
              byDefault = "0",
              min = 0,
              max = 4096)
          int width) {}

  /** One target dataset. */
  record TargetEntry(
      @Setting("Its name, as reports show it; a known dataset's name chooses its format")
          String name,
      @Setting("The file or folder; may be left out for what 'datasets get' fetched")
          Optional<Path> path,
      @Setting("Its format, see 'list datasets'; left out, it is told from what is there")
          Optional<String> format,
      @Setting(value = "What to do with an image that cannot be decoded", byDefault = "fail")
          Unreadable unreadable) {}
}
