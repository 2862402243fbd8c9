package org.heredity.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.api.config.Settings;
import org.heredity.engine.LinfBall;
import org.junit.jupiter.api.Test;

class AttacksModuleTest {
  private static final Set<String> ENSEMBLE =
      Set.of("apgd-ce", "apgd-t", "fab-t", "square", "apgd-dlr");

  private static Set<Attack<?>> attacks() {
    HeredityPlugin plugin =
        ServiceLoader.load(HeredityPlugin.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(AttacksModule.class::isInstance)
            .findFirst()
            .orElseThrow();
    return Guice.createInjector(plugin).getInstance(Key.get(new TypeLiteral<Set<Attack<?>>>() {}));
  }

  @Test
  void theServiceLoaderFindsEveryAttack() {
    Set<String> names = new TreeSet<>();
    for (Attack<?> attack : attacks()) {
      names.add(attack.name());
      assertFalse(attack.description().isBlank());
    }
    Set<String> all =
        new TreeSet<>(
            Set.of("penultimate-pgd", "pgd", "fgsm", "transfer", "universal", "mimicry", "noise"));
    all.addAll(ENSEMBLE);
    assertEquals(all, names);
  }

  @Test
  void everyAttackBindsItsDefaultsToTheProtocolsBudgets() {
    for (Attack<?> attack : attacks()) {
      assertEquals(8 / 255.0, threat(attack, Protocol.STRICT).epsilon(), attack.name());
      assertEquals(Unit.PIXEL, threat(attack, Protocol.STRICT).unit());
      assertEquals(0.1, threat(attack, Protocol.PAPER).epsilon(), attack.name());
      assertEquals(Unit.NORMALISED, threat(attack, Protocol.PAPER).unit());
      boolean fromClean = Set.of("fgsm", "transfer", "universal", "fab-t").contains(attack.name());
      assertEquals(!fromClean, threat(attack, Protocol.STRICT).randomStart(), attack.name());
      boolean labels =
          Set.of("pgd", "fgsm").contains(attack.name()) || ENSEMBLE.contains(attack.name());
      assertEquals(labels, needsHead(attack), attack.name());
    }
  }

  private static <S extends Record> boolean needsHead(Attack<S> attack) {
    return attack.needsTargetHead(Settings.bind(attack.settings(), Map.of(), ""));
  }

  private static <S extends Record> ThreatModel threat(Attack<S> attack, Protocol protocol) {
    return attack.threatModel(Settings.bind(attack.settings(), Map.of(), ""), protocol);
  }

  @Test
  void theStepIsThePublishedOneAndFollowsTheBudget() {
    PenultimatePgd attack = new PenultimatePgd();
    PenultimatePgd.Settings settings =
        Settings.bind(PenultimatePgd.Settings.class, Map.of(), "penultimate-pgd");
    assertEquals(40, attack.iterations(settings).steps());
    assertEquals(1000, settings.target());
    ThreatModel strict = attack.threatModel(settings, Protocol.STRICT);
    assertEquals(2 / 255.0, stepSize(attack, strict, settings), 1e-12);
    assertEquals(1 / 255.0, stepSize(attack, strict.withEpsilon(4 / 255.0), settings), 1e-12);
    ThreatModel paper = attack.threatModel(settings, Protocol.PAPER);
    assertEquals(0.01, stepSize(attack, paper, settings), 1e-12);
    assertArrayEquals(new float[] {0.1f, 0.1f, 0.1f}, ((LinfBall) paper.ball()).epsilon());
    PenultimatePgd.Settings own =
        new PenultimatePgd.Settings(
            new IterativeSettings(Optional.of(0.5), Optional.of(0.125), 3, false), 1);
    assertEquals(0.125, stepSize(attack, attack.threatModel(own, Protocol.PAPER), own));
    assertEquals(0.5, attack.threatModel(own, Protocol.PAPER).epsilon());
    assertFalse(attack.threatModel(own, Protocol.PAPER).randomStart());
  }

  private static double stepSize(
      PenultimatePgd attack, ThreatModel threat, PenultimatePgd.Settings settings) {
    return ProtocolDefaults.stepSize(threat, attack.iterations(settings).step());
  }

  @Test
  void fgsmStepsOnceAsFarAsTheBudget() {
    Fgsm attack = new Fgsm();
    Fgsm.Settings settings = new Fgsm.Settings(Optional.empty());
    ThreatModel threat = attack.threatModel(settings, Protocol.STRICT);
    assertEquals(1, attack.iterations(settings).steps());
    assertEquals(threat.epsilon(), attack.stepSize(threat, settings));
    assertTrue(attack.objective(new int[] {1}, settings).isPresent());
  }
}
