package org.heredity.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.GraphCompiler;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write ourselves comes back as what it was. */
@Tag("slow")
class FamiliesThroughTheDoorTest {
  static List<Architecture> families() {
    return Architectures.all();
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyFamilysGraphIsRead(Architecture family) throws JsonProcessingException {
    NetworkSpec spec = new NetworkSpec(family, family.publishedWidth(), 5, 64);
    String text = family.configuration(spec).toJson();
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(
            VettedText.of(new ObjectMapper().readTree(text)).toString());
    assertEquals(
        spec.plan(), GraphCompiler.compile(new Normalised(read, 64).graph(), 64), family.name());
  }
}
