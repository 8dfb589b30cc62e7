.PHONY: demo test check messages stop

demo test check messages stop:
	@python3 dev.py $@
